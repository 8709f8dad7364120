using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Imaginator.Benchmarks.Results;

namespace Imaginator.Benchmarks.Library;

/// <summary>Parts of the library, each in this process, measured by BenchmarkDotNet.</summary>
internal sealed class LibraryPart(BenchmarkArguments arguments) : IBenchmarkPart
{
    public IReadOnlyList<MeasuredRatio> Measure(IReadOnlyCollection<string>? groups)
    {
        var types = typeof(LibraryPart).Assembly.GetTypes();
        var summaries = groups is null
            ? Run(BenchmarkSwitcher.FromAssembly(typeof(LibraryPart).Assembly), arguments.Choice)
            : Run(BenchmarkSwitcher.FromTypes([.. types.Where(type => groups.Contains(type.Name))]), ["--filter", "*"]);

        // Only what was measured is a success: BenchmarkDotNet itself says so in its output only.
        return summaries.Count > 0 && summaries.All(WasMeasured)
            ? RatioReader.Read(summaries)
            : throw new InvalidOperationException("not everything was measured; see above");
    }

    private List<Summary> Run(BenchmarkSwitcher switcher, string[] choice) =>
        [.. switcher.Run(choice, new BenchmarkConfiguration(arguments.IsShort))];

    private static bool WasMeasured(Summary summary) =>
        !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success);
}
