/** A stretch of class time in milliseconds, `to` exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}
