// The functions of jstat, which ships no types, that serve the statistics tests as a second opinion.

declare module "jstat" {
  const jStat: {
    lowRegGamma(a: number, x: number): number;
    ibeta(x: number, a: number, b: number): number;
    chisquare: { cdf(x: number, degreesOfFreedom: number): number };
    mean(values: readonly number[]): number;
    variance(values: readonly number[], sample: boolean): number;
    corrcoeff(x: readonly number[], y: readonly number[]): number;
  };
  export default jStat;
}
