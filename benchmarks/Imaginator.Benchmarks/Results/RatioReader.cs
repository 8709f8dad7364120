using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Imaginator.Benchmarks.Gate;

namespace Imaginator.Benchmarks.Results;

/// <summary>Reads ratios from what BenchmarkDotNet has measured.</summary>
internal static class RatioReader
{
    /// <summary>The ratios of everything that has a baseline.</summary>
    /// <param name="summaries">The measurements.</param>
    public static IReadOnlyList<MeasuredRatio> Read(IEnumerable<Summary> summaries) =>
        [.. summaries.SelectMany(summary => summary.Reports).Where(WasMeasured).GroupBy(GroupOf).SelectMany(ReadGroup)];

    private static bool WasMeasured(BenchmarkReport report) => report.ResultStatistics is { Min: > 0 };

    // A baseline is one for its class, its categories and its parameters.
    private static (Type Class, string Categories, string Parameters) GroupOf(BenchmarkReport report) => (
        report.BenchmarkCase.Descriptor.Type,
        string.Join(", ", report.BenchmarkCase.Descriptor.Categories),
        ParametersOf(report.BenchmarkCase));

    private static IEnumerable<MeasuredRatio> ReadGroup(
        IGrouping<(Type Class, string Categories, string Parameters), BenchmarkReport> group)
    {
        if (group.FirstOrDefault(report => report.BenchmarkCase.Descriptor.Baseline) is not { } baseline)
        {
            return [];
        }

        return group.Where(report => report != baseline).Select(report => new MeasuredRatio(
            group.Key.Class.Name,
            $"{report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'')}{group.Key.Parameters}",
            report.ResultStatistics!.Min / baseline.ResultStatistics!.Min,
            report.ResultStatistics.Min / 1e6));
    }

    private static string ParametersOf(BenchmarkCase benchmark) => benchmark.HasParameters
        ? $", {string.Join(", ", benchmark.Parameters.Items.Select(item => item.Value))}"
        : "";
}
