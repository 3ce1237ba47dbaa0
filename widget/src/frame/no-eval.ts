import { z } from 'zod';

// First of all imports: zod would try `new Function` when the first schema is made, which this page's content security policy forbids and reports.
z.config({ jitless: true });
