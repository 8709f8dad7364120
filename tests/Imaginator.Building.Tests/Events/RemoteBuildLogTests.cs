using System.Text;
using Imaginator.Building.Builds;
using Imaginator.Building.Events;

namespace Imaginator.Building.Tests.Events;

public sealed class RemoteBuildLogTests : IBuildObserver
{
    private readonly StringBuilder _output = new();
    private readonly List<(BuildStage Stage, TimeSpan Elapsed, string? Detail)> _stages = [];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Stages_AreFoundInTheLog_HoweverItIsCut(int length)
    {
        const string Log =
            "Copied manifest\n-- fetch manifest: 0.062s\n-- scan: 12.500s, 3 files, 1.9 MiB\n"
            + "-- nonsense: 0.001s\n -- scan: 0.001s\n-- scan: soon\nhello\n-- post-install-files: 0.000s";
        var log = new RemoteBuildLog("users/one", this);
        foreach (var piece in Encoding.UTF8.GetBytes(Log).Chunk(length))
        {
            log.Write(piece);
        }

        Assert.Equal(Log, _output.ToString());
        Assert.Equal(
            [
                (BuildStage.FetchManifest, TimeSpan.FromSeconds(0.062), null),
                (BuildStage.Scan, TimeSpan.FromSeconds(12.5), "3 files, 1.9 MiB"),
            ],
            _stages);
    }

    [Fact]
    public void LinesWithoutEnd_TakeNoMemory_AndDoNotHideWhatFollows()
    {
        var log = new RemoteBuildLog("users/one", this);
        var endless = new byte[64 * 1024];
        endless.AsSpan().Fill((byte)'x');
        for (var i = 0; i < 100; i++)
        {
            log.Write(endless);
        }

        log.Write("\n-- scan: 0.001s\n"u8);

        Assert.Equal(BuildStage.Scan, Assert.Single(_stages).Stage);
    }

    void IBuildObserver.OnEvent(BuildEvent buildEvent)
    {
        var finished = Assert.IsType<StageFinished>(buildEvent);
        _stages.Add((finished.Stage, finished.Elapsed, finished.Detail));
    }

    void IBuildObserver.OnOutput(string streamName, ReadOnlySpan<byte> output) => _output.Append(Encoding.UTF8.GetString(output));
}
