/**
 * What rings, in words, for those who cannot hear it and those who have silenced it: a press leads to the first row it is about. In: the alarms. Out: one line.
 * It flashes once a second, slower than the three a second that may harm, and not at all where motion is unwanted.
 */
import { alarmTable } from "./alarm-table.ts";
import type { Alarms } from "./use-alarms.ts";

export interface AlarmStripProps {
  readonly alarms: Alarms;
  readonly onShow: (referralId: string) => void;
}

export function AlarmStrip({
  alarms: { byKind, isSoundOn, toggleSound, silence, silenceMinutes },
  onShow,
}: AlarmStripProps) {
  const loud = byKind.filter(({ isSilenced }) => !isSilenced);
  return (
    <div className="app-alarms" role="group" aria-label="Alarms">
      <button type="button" className="app-button app-button--plain" aria-pressed={isSoundOn} onClick={toggleSound}>
        Sound {isSoundOn ? "on" : "off"} <kbd>S</kbd>
      </button>
      {isSoundOn || byKind.length === 0 ? null : (
        <span className="app-alarms__hint">Not heard until you turn sound on.</span>
      )}
      {byKind.length === 0 ? <span className="app-alarms__hint">No alarms.</span> : null}
      <ul className="app-alarms__list">
        {byKind.map(({ kind, alarms, isSilenced }) => {
          const first = alarms.find(({ referralId }) => referralId !== undefined)?.referralId;
          const words = `${alarmTable[kind].words}: ${alarms[0]?.about ?? alarms.length}`;
          return (
            <li key={kind} className={`app-alarms__one${isSilenced ? " app-alarms__one--silenced" : ""}`}>
              {first === undefined ? (
                <span>{words}</span>
              ) : (
                <button type="button" className="app-alarms__show" onClick={() => onShow(first)}>
                  {words}
                </button>
              )}
              {isSilenced ? <span> (silenced)</span> : null}
            </li>
          );
        })}
      </ul>
      {loud.length === 0 ? null : (
        <button
          type="button"
          className="app-button app-button--plain"
          onClick={() => silence(loud.map(({ kind }) => kind))}
        >
          Silence for {silenceMinutes} min <kbd>M</kbd>
        </button>
      )}
    </div>
  );
}
