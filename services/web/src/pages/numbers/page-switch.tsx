/** From the report to the live throughput and back, for those who run the service. */
import { Link } from "react-router";

const pages = [
  { id: "report", to: "/numbers", words: "Report" },
  { id: "throughput", to: "/throughput", words: "Live throughput, by hour and day" },
] as const;

export function PageSwitch({ at }: { readonly at: (typeof pages)[number]["id"] }) {
  return (
    <nav className="app-report__switch" aria-label="Numbers">
      {pages.map((page) => (
        <Link key={page.id} to={page.to} {...(page.id === at ? { "aria-current": "page" } : {})}>
          {page.words}
        </Link>
      ))}
    </nav>
  );
}
