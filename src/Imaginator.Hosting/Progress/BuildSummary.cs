using System.Globalization;
using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Quantities;
using Spectre.Console;

namespace Imaginator.Hosting.Progress;

/// <summary>Collects the durations of all stages, those of source images included, for the table at the end. Thread-safe.</summary>
internal sealed class BuildSummary
{
    private readonly Lock _lock = new();
    private readonly List<StageFinished> _stages = [];

    /// <summary>An observer that collects stages and forwards everything.</summary>
    public IBuildObserver Around(IBuildObserver observer) => new Collector(this, observer);

    public void Write(IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("Stream").AddColumn("Stage")
            .AddColumn(new TableColumn("Seconds").RightAligned()).AddColumn("Details");
        lock (_lock)
        {
            if (_stages.Count == 0)
            {
                return;
            }

            // A source image is built during a stage of its dependent stream: streams in the order of their ends.
            foreach (var stream in _stages.GroupBy(stage => stage.StreamName).OrderBy(group => _stages.IndexOf(group.Last())))
            {
                foreach (var finished in stream)
                {
                    table.AddRow(
                        new Text(finished.StreamName),
                        new Text(finished.Stage.ToDisplay()),
                        new Text(finished.Elapsed.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture)),
                        new Text(finished.Detail ?? ""));
                }
            }
        }

        console.Write(table);
    }

    public static void WriteImage(BuildResult result, IAnsiConsole console)
    {
        var tree = result.Image.FileSystem!;
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.ImageName}: {Count((long)tree.NumRegularInodes, "file")}, {ByteSize.Describe((long)tree.TotalDataBytes)}, {Count(result.Image.Packages.Length, "package")}; {Count(result.Statistics.NewObjects, "new object")}, {ByteSize.Describe(result.Statistics.NewBytes)}"));
        if (result.SameAs is not null)
        {
            console.WriteLine($"{result.ImageName} has the same contents as {result.SameAs}");
        }
    }

    private static string Count(long number, string thing) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {thing}{(number == 1 ? "" : "s")}");

    private sealed class Collector(BuildSummary summary, IBuildObserver observer) : IBuildObserver
    {
        public void OnEvent(BuildEvent buildEvent)
        {
            if (buildEvent is StageFinished finished)
            {
                lock (summary._lock)
                {
                    summary._stages.Add(finished);
                }
            }

            observer.OnEvent(buildEvent);
        }

        public void OnOutput(string streamName, ReadOnlySpan<byte> output) => observer.OnOutput(streamName, output);
    }
}
