using System.Text;
using Imaginator.Logging;

namespace Imaginator.Testing.Tests;

public sealed class FaultInjectionTests
{
    private static readonly byte[] Contents = Encoding.UTF8.GetBytes("0123456789");

    [Theory]
    [InlineData(StreamFault.None, "0123456789")]
    [InlineData(StreamFault.EndEarly, "01234")]
    [InlineData(StreamFault.FlipByte, "01234?6789")]
    public async Task Stream_HasTheFaultAtItsPosition(StreamFault fault, string expected)
    {
        var reached = 0;
        await using var stream = new FaultyStream(Contents, fault, 5) { Reached = () => reached++ };
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, TestContext.Current.CancellationToken);
        Assert.Equal(expected, Encoding.ASCII.GetString(copy.ToArray()));
        Assert.Equal(1, reached);
    }

    [Fact]
    public void Stream_DeliversTheBytesBeforeAnException()
    {
        using var stream = new FaultyStream(Contents, StreamFault.Throw, 5);
        var buffer = new byte[20];
        Assert.Equal(5, stream.Read(buffer));
        Assert.Equal(FaultyStream.Message, Assert.Throws<IOException>(() => stream.Read(buffer)).Message);
        Assert.Equal(Contents.Length, stream.ToObjectContents().Length);
    }

    [Fact]
    public void BuildLog_KeepsItsLines_AndReportsEachWrite()
    {
        var writes = 0;
        var log = new BuildLogRecorder { Written = () => writes++ };
        log.WriteLine("one");
        log.WriteLine("");
        log.WriteLine("two");
        Assert.Equal("one\n\ntwo\n", log.Text);
        Assert.Equal(["one", "two"], log.Lines);
        Assert.Equal(3, writes);
    }
}
