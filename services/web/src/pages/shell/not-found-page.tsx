/** An address where no page is. */
import { Link } from "react-router";

export function NotFoundPage() {
  return (
    <main className="app-page" id="main" tabIndex={-1}>
      <title>Page not found – Urgent community response</title>
      <h1>Page not found</h1>
      <p>If you typed the address, check it. If you followed a link, the page may have moved.</p>
      <p>
        <Link to="/">Go to your first page</Link>
      </p>
    </main>
  );
}
