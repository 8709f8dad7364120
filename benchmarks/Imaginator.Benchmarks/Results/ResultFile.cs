using System.Text.Json;
using Imaginator.Benchmarks.Gate;
using Imaginator.Benchmarks.Growth;

namespace Imaginator.Benchmarks.Results;

/// <summary>The results of one run as JSON, named after the commit that was measured.</summary>
internal static class ResultFile
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes the file and returns its path.</summary>
    /// <param name="directory">The directory; made where missing.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="machine">What it was measured on.</param>
    /// <param name="ratios">The ratios.</param>
    /// <param name="growth">How time and memory grow; empty if that was not measured.</param>
    public static string Write(
        string directory, string commit, string machine, IEnumerable<MeasuredRatio> ratios, IEnumerable<GrowthPoint> growth)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, $"{commit}.json");
        var results = ratios.Select(ratio => new { name = ratio.Key, ratio.Ratio, ratio.Milliseconds });
        File.WriteAllText(path, JsonSerializer.Serialize(new { commit, machine, results, growth }, Indented) + "\n");
        return path;
    }
}
