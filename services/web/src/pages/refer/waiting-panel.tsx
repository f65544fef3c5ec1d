/** A referral that could not go out yet. In: the action that waits. Out: that nobody has been told, since when it waits, the number to ring; a way to change it or to start another. */
import { atTime } from "../format.ts";
import type { ShownOutbox } from "../offline/offline-provider.tsx";
import type { Entry } from "../offline/outbox.ts";
import { telephone } from "../telephone.ts";

export function WaitingPanel(props: {
  readonly entry: Entry;
  readonly spaPhone: string;
  readonly outbox: ShownOutbox;
  readonly onAnew: () => Promise<void>;
}) {
  const { entry, spaPhone, outbox, onAnew } = props;
  return (
    <>
      <title>Waiting to be sent – Urgent community response</title>
      <h1 className="nhsuk-heading-m">Nobody has been told yet</h1>
      <div className="app-block app-block--loud" role="status">
        <p>
          <strong>Given at {atTime(entry.atMs)}, kept on this device, not sent.</strong> It is sent by itself, once, as
          soon as there is a connection. You stay responsible until a named clinician accepts.
        </p>
        <p>If it cannot wait, ring. Say that it was not sent.</p>
      </div>
      <div className="app-job__buttons">
        <a className="app-button app-button--main app-button--big" href={telephone(spaPhone)}>
          Call {spaPhone}
        </a>
        <button
          type="button"
          className="app-button app-button--plain app-button--big"
          onClick={() => void outbox.sendAll()}
        >
          Try now
        </button>
        <button
          type="button"
          className="app-button app-button--plain app-button--big"
          onClick={() => void outbox.takeBack(entry.requestId)}
        >
          Change it, do not send this
        </button>
        <button type="button" className="app-button app-button--plain app-button--big" onClick={() => void onAnew()}>
          Keep it waiting, start another
        </button>
      </div>
    </>
  );
}
