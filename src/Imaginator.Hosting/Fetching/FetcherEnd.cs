using Imaginator.Hosting.Flags;
using Imaginator.Manifests;
using Imaginator.Quantities;

namespace Imaginator.Hosting.Fetching;

/// <summary>The unexpected end of a fetcher.</summary>
/// <param name="ExitCode">The exit code; 128 and the signal if a signal ended the process; null if it had to be killed.</param>
/// <param name="Messages">The end of its standard error.</param>
internal sealed record FetcherEnd(int? ExitCode, string Messages)
{
    private const int SignalBase = 128;
    private const int AbortSignal = 6;
    private const int KillSignal = 9;
    private const int SegmentationSignal = 11;
    private const int MaximumCauseLength = 300;

    // Native code that does not check an allocation crashes instead of saying that memory is short.
    private const int NearLimitPercent = 80;

    private static readonly string[] MemoryMessages = ["Out of memory", "OutOfMemory", "Failed to create", "GC heap initialization"];

    /// <summary>The error of the fetch that the end interrupted.</summary>
    /// <param name="peakBytes">The most memory that the process was seen to have.</param>
    public ManifestFetchException Explain(string displayUrl, long memoryBytes, long peakBytes) =>
        peakBytes > memoryBytes / 100 * NearLimitPercent
        || MemoryMessages.Any(text => Messages.Contains(text, StringComparison.Ordinal))
            ? Memory(displayUrl, memoryBytes)
            : new ManifestFetchException(
                ManifestFetchError.Interrupted,
                $"cannot fetch {displayUrl}: the process that fetched it ended: {Cause()}");

    /// <summary>The error of a fetch that required too much memory.</summary>
    public static ManifestFetchException Memory(string displayUrl, long memoryBytes) => new(
        ManifestFetchError.TooLarge,
        $"cannot fetch {displayUrl}: the fetch used more than {ByteSize.Describe(memoryBytes)} of memory; reduce the size of the "
        + $"repository or its largest file, or increase -{SharedFlags.FetchMemory.Name}");

    private string Cause() => ExitCode switch
    {
        SignalBase + KillSignal => "it was killed by an operator, or because the memory of the machine was exhausted; try again",
        SignalBase + SegmentationSignal or SignalBase + AbortSignal =>
            $"it crashed{FirstLines(": ")}; try again, or increase -{SharedFlags.FetchMemory.Name}",
        null => "it did not answer and was killed; try again",
        _ => $"exit status {ExitCode}{FirstLines(": ")}; try again",
    };

    private string FirstLines(string prefix)
    {
        // The runtime prints a heading, the cause, and the stack.
        var line = string.Join(' ', Messages.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith("at ", StringComparison.Ordinal))
            .Take(2));
        if (line.Length == 0)
        {
            return "";
        }

        var text = string.Concat(line.Where(letter => !char.IsControl(letter)));
        return prefix + (text.Length > MaximumCauseLength ? text[..MaximumCauseLength] + "…" : text).TrimEnd('.');
    }
}
