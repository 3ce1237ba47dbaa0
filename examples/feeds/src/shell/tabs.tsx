import { allShows, type Show, shows } from '../timeline/shows.ts';

/** Links, so that each timeline has an address and the back button works. */
export function Tabs({ show }: { show: Show }) {
  return (
    <nav className="tabs" aria-label="Timelines">
      {allShows.map((each) => (
        <a key={each} href={shows[each].hash} aria-current={each === show ? 'page' : undefined}>
          {shows[each].title}
        </a>
      ))}
    </nav>
  );
}
