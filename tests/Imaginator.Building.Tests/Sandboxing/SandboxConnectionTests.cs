using System.IO.Pipelines;
using Imaginator.Building.Sandboxing;
using Imaginator.Sandbox.Protocol;

namespace Imaginator.Building.Tests.Sandboxing;

/// <summary>Requests and their answers; the test is the program.</summary>
public sealed class SandboxConnectionTests
{
    private static readonly ReadOnlyMemory<byte> AnyRequest = FrameWriter.Empty(FrameType.Unmount);

    private readonly Pipe _replies = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_HaveTheOrderOfTheRequests()
    {
        await using var connection = Connect();
        var entered = connection.AskAsync(AnyRequest, FrameType.Entered, Cancelled);
        var prepared = connection.AskAsync(AnyRequest, FrameType.Prepared, Cancelled);

        await ReplyAsync(new EnteredReply([7]).ToFrame());
        Assert.Equal([7], EnteredReply.Decode((await entered).Span).Sockets);
        Assert.False(prepared.IsCompleted);

        await ReplyAsync(new PreparedReply(["warning"]).ToFrame());
        Assert.Equal(["warning"], PreparedReply.Decode((await prepared).Span).Warnings);
        await EndAsync();
    }

    [Fact]
    public async Task AFailure_IsThatOfTheFirstRequest_AndTheEndThatOfTheOthers()
    {
        await using var connection = Connect();
        var entered = connection.AskAsync(AnyRequest, FrameType.Entered, Cancelled);
        var prepared = connection.AskAsync(AnyRequest, FrameType.Prepared, Cancelled);

        await ReplyAsync(new FailureReply("cannot enter").ToFrame());
        await EndAsync();

        Assert.Equal("cannot enter", (await Assert.ThrowsAsync<SandboxException>(() => entered)).Message);
        Assert.Equal("it ended", (await Assert.ThrowsAsync<SandboxException>(() => prepared)).Message);
    }

    [Fact]
    public async Task AnAnswerThatNobodyWaitsFor_IsNotThatOfTheNextRequest()
    {
        await using var connection = Connect();
        using var cancel = new CancellationTokenSource();
        var first = connection.AskAsync(AnyRequest, FrameType.Prepared, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var second = connection.AskAsync(AnyRequest, FrameType.Prepared, Cancelled);

        await ReplyAsync(new PreparedReply(["first"]).ToFrame());
        await ReplyAsync(new PreparedReply(["second"]).ToFrame());

        Assert.Equal(["second"], PreparedReply.Decode((await second).Span).Warnings);
        await EndAsync();
    }

    [Fact]
    public async Task AnAnswerOfAnotherType_EndsTheConnection()
    {
        await using var connection = Connect();
        var entered = connection.AskAsync(AnyRequest, FrameType.Entered, Cancelled);

        await ReplyAsync(new PreparedReply([]).ToFrame());

        var failure = await Assert.ThrowsAsync<SandboxException>(() => entered);
        Assert.Equal("the connection to the sandbox broke: unexpected frame of type 64", failure.Message);
    }

    private SandboxConnection Connect() => new(Stream.Null, _replies.Reader.AsStream(), () => Task.FromResult("it ended"));

    private async Task ReplyAsync(ReadOnlyMemory<byte> frame) => await _replies.Writer.WriteAsync(frame, Cancelled);

    private async Task EndAsync() => await _replies.Writer.CompleteAsync();
}
