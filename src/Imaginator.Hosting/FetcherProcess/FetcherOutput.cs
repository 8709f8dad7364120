using Imaginator.Hosting.Fetching.Protocol;
using Imaginator.Logging;

namespace Imaginator.Hosting.FetcherProcess;

/// <summary>The answers of a fetcher, one of which is the output for the build log. Thread-safe.</summary>
internal sealed class FetcherOutput(Stream stream) : IBuildLog
{
    private readonly Lock _lock = new();

    public static FetcherFrame FailureOf(Exception exception) => FetcherFrame.Of(
        FetcherFrameType.Failed, FetcherFailure.Of(exception), FetcherJson.Default.FetcherFailure);

    public void Fail(Exception exception) => Write(FailureOf(exception));

    public void Write(FetcherFrame frame)
    {
        var bytes = FetcherFrames.Encode(frame);
        lock (_lock)
        {
            stream.Write(bytes);
        }
    }

    void IBuildLog.Write(ReadOnlySpan<byte> output)
    {
        while (!output.IsEmpty)
        {
            var piece = output[..Math.Min(output.Length, FetcherFrame.MaximumFromFetcher)];
            Write(new FetcherFrame(FetcherFrameType.Output, piece.ToArray()));
            output = output[piece.Length..];
        }
    }
}
