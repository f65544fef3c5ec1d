/** A short tone when somebody new needs the single point of access. In: the count. Off until a person turns it on: browsers and colleagues ask for that. */
import { useEffect, useRef, useState } from "react";

export interface AlertSound {
  readonly isOn: boolean;
  readonly toggle: () => void;
}

export function useAlertSound(count: number): AlertSound {
  const audio = useRef<AudioContext>(undefined);
  const before = useRef(count);
  const [isOn, setOn] = useState(false);
  useEffect(() => {
    if (isOn && count > before.current && audio.current !== undefined) playTone(audio.current);
    before.current = count;
  }, [count, isOn]);
  return {
    isOn,
    toggle: () => {
      audio.current ??= new AudioContext();
      if (!isOn) playTone(audio.current);
      setOn(!isOn);
    },
  };
}

function playTone(audio: AudioContext): void {
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = 740;
  volume.gain.setValueAtTime(0.15, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.4);
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.4);
}
