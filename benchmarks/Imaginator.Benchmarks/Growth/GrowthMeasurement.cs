using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Imaginator.Benchmarks.WholeSystem;

namespace Imaginator.Benchmarks.Growth;

/// <summary>
/// How time and memory grow with the number and the size of files. Each point is a build of a bootstrap stream whose command
/// makes the files, by the published program, into a fresh store on the disk; and unpacking its image.
/// </summary>
internal static partial class GrowthMeasurement
{
    private const string Stream = "bench/growth";

    // What is not measured in the short form: more than 64 MiB.
    private const long ShortLimit = 64 << 20;

    // The least that an image must have to be one: a shell for the packager.
    private const string Root = """
        set -e
        cd "$1"
        mkdir bin etc proc sys dev tmp
        cp /bin/busybox bin/busybox
        ln -s busybox bin/sh
        exec "$2" "$3" "$1" "$4" "$5"
        """;

    private static readonly (int Files, long Bytes)[] Points =
    [
        (1_000, 1 << 10), (10_000, 1 << 10), (100_000, 1 << 10), (1_000_000, 1 << 10),
        (1, 1 << 10), (1, 1 << 20), (1, 64 << 20), (1, 1L << 30), (1, 4L << 30),
    ];

    /// <summary>Measures all points.</summary>
    /// <exception cref="InvalidOperationException">Something could not be measured.</exception>
    public static IReadOnlyList<GrowthPoint> Run(BenchmarkArguments arguments)
    {
        var points = new List<GrowthPoint>();
        foreach (var (files, bytes) in Points.Where(point => !arguments.IsShort || point.Files * point.Bytes <= ShortLimit))
        {
            Console.WriteLine($"// Growth: {files} files of {bytes} bytes");
            var directory = Directory.CreateTempSubdirectory("imaginator-growth-").FullName;
            try
            {
                points.Add(Measure(arguments, directory, files, bytes));
            }
            finally
            {
                ToolRun.Run("rm", "-rf", "--one-file-system", directory);
            }
        }

        return points;
    }

    private static GrowthPoint Measure(BenchmarkArguments arguments, string directory, int files, long bytes)
    {
        var configuration = Path.Combine(directory, "conf.json");
        var state = $"-stateDir={Path.Combine(directory, "state")}";
        string[] command =
        [
            "sh", "-c", Root, "sh", "$dir", Environment.ProcessPath!, FileMaker.Command,
            files.ToString(CultureInfo.InvariantCulture), bytes.ToString(CultureInfo.InvariantCulture),
        ];
        File.WriteAllText(configuration, JsonSerializer.Serialize(new
        {
            BootstrapStreams = new Dictionary<string, object> { [Stream] = new { BootstrapCommand = command, PackagerType = "none" } },
            PackagerTypes = new { none = new { InstallCommand = new[] { "true" } } },
        }));
        var (log, buildPeak) = ToolRun.RunWatched(
            Path.Combine(arguments.Distribution, "imaginator"), "build", $"-configurationUrl={configuration}", state, Stream);

        var tool = Path.Combine(arguments.Distribution, "builder-tool");
        var image = ToolRun.Run(tool, "find-latest-image", state, Stream).Output.Trim();
        var started = Stopwatch.GetTimestamp();
        var (_, unpackPeak) = ToolRun.RunWatched(tool, "get-image", state, image, Path.Combine(directory, "unpacked"));
        var unpacked = Stopwatch.GetElapsedTime(started);
        return new GrowthPoint(
            files, bytes, SecondsOf(log, "scan"), SecondsOf(log, "publish"), unpacked.TotalSeconds, buildPeak, unpackPeak);
    }

    private static double SecondsOf(string log, string stage) =>
        StageLine().Matches(log).FirstOrDefault(match => match.Groups[1].Value == stage) is { } line
            ? double.Parse(line.Groups[2].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"the build log has no line for the stage {stage}:\n{log}");

    [GeneratedRegex(@"^-- ([^:]+): ([0-9.]+)s", RegexOptions.Multiline)]
    private static partial Regex StageLine();
}
