import { api, ApiError } from '../../core/http';
import { isFinal } from '../../core/replay';
import { forgetSeat, saveSeat, seatOf, type SavedSeat } from '../../core/seats';
import type { Clip } from '../../protocol/generated';

/** A seat from which a video is watched: the one that this browser has, else a new one. Nobody who watches is recorded. */
export async function seatFor({ session, code }: Clip, name: string): Promise<SavedSeat> {
  const kept = seatOf(session);
  if (kept) {
    try {
      await api.timeline(session, kept.token);
      return kept;
    } catch (error) {
      if (!(error instanceof ApiError) || !isFinal(error)) throw error;
      forgetSeat(session);
    }
  }
  const seat = await api.join(code, { name, consent: { record_camera: false, record_voice: false } });
  saveSeat(seat, code);
  return { ...seat, code };
}
