/** How well media flows, for the sign in the header. */
export type Quality = 'good' | 'fair' | 'poor';

/**
 * Grades a connection. Speech survives about 2.5 % loss unnoticed and 8 % with repair; beyond 300 ms there and back people
 * begin to talk over each other (ITU-T G.114), beyond 600 ms conversation is hard.
 *
 * @param loss Lost share of packets, 0..1.
 * @param roundTrip In milliseconds.
 */
export function grade(loss: number, roundTrip: number): Quality {
  if (loss > 0.08 || roundTrip > 600) return 'poor';
  if (loss > 0.025 || roundTrip > 300) return 'fair';
  return 'good';
}

/** Turns the statistics of one connection, taken every few seconds, into a steady grade. */
export class QualityMeter {
  #received = 0;
  #lost = 0;
  #loss = 0;
  #roundTrip = 0;

  /** Takes a report; returns the grade now. */
  update(report: Iterable<[string, Record<string, unknown>]>): Quality {
    let received = 0;
    let lost = 0;
    let upLoss = 0;
    let roundTrip = 0;
    for (const [, entry] of report) {
      if (entry.type === 'inbound-rtp') {
        received += number(entry.packetsReceived);
        lost += number(entry.packetsLost);
      } else if (entry.type === 'remote-inbound-rtp') {
        upLoss = Math.max(upLoss, number(entry.fractionLost));
      } else if (entry.type === 'candidate-pair' && entry.nominated === true) {
        roundTrip = Math.max(roundTrip, 1_000 * number(entry.currentRoundTripTime));
      }
    }
    const newlyLost = Math.max(0, lost - this.#lost);
    const newlyReceived = Math.max(0, received - this.#received);
    const downLoss = newlyLost > 0 ? newlyLost / (newlyLost + newlyReceived) : 0;
    this.#lost = lost;
    this.#received = received;
    this.#loss += SMOOTHING * (Math.max(downLoss, upLoss) - this.#loss);
    this.#roundTrip += SMOOTHING * (roundTrip - this.#roundTrip);
    return grade(this.#loss, this.#roundTrip);
  }
}

/** Weight of a new report: the grade follows within two or three. */
const SMOOTHING = 0.5;

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
