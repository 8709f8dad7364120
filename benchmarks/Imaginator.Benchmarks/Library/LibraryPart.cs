using System.Security.Cryptography;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Imaginator.Benchmarks.Gate;
using Imaginator.Benchmarks.Results;

namespace Imaginator.Benchmarks.Library;

/// <summary>Parts of the library, each in this process, measured by BenchmarkDotNet.</summary>
internal sealed class LibraryPart(BenchmarkArguments arguments) : IBenchmarkPart
{
    private const int NoisePairs = 5;
    private const int NoiseBytes = 32 * 1024 * 1024;

    public double Noise { get; private set; }

    public IReadOnlyList<MeasuredRatio> Measure(IReadOnlyCollection<string>? keys)
    {
        Noise = Math.Max(Noise, MeasureNoise());
        var classes = keys?.Select(key => key.Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        var types = typeof(LibraryPart).Assembly.GetTypes();
        var summaries = classes is null
            ? Run(BenchmarkSwitcher.FromAssembly(typeof(LibraryPart).Assembly), arguments.Choice)
            : Run(BenchmarkSwitcher.FromTypes([.. types.Where(type => classes.Contains(type.Name))]), ["--filter", "*"]);

        // Only what was measured is a success: BenchmarkDotNet itself says so in its output only.
        return summaries.Count > 0 && summaries.All(WasMeasured)
            ? RatioReader.Read(summaries)
            : throw new InvalidOperationException("not everything was measured; see above");
    }

    public void Dispose() => BenchmarkTree.DisposeShared();

    // As the baselines do: all cores, memory.
    private static double MeasureNoise()
    {
        var memory = new byte[NoiseBytes];
        return NoiseProbe.Measure(NoisePairs, () => Parallel.For(0, Environment.ProcessorCount, _ => SHA512.HashData(memory)));
    }

    private List<Summary> Run(BenchmarkSwitcher switcher, string[] choice) =>
        [.. switcher.Run(choice, new BenchmarkConfiguration(arguments.IsShort))];

    private static bool WasMeasured(Summary summary) =>
        !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success);
}
