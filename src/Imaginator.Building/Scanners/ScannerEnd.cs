using System.Globalization;
using Imaginator.Building.Sandboxing.Printing;

namespace Imaginator.Building.Scanners;

/// <summary>The unexpected end of a scanner process.</summary>
/// <param name="Description">A clause with its last errors.</param>
/// <param name="IsOutOfMemory">Whether the process itself ran out of memory, as far as it could say so.</param>
internal sealed record ScannerEnd(string Description, bool IsOutOfMemory)
{
    private const int Killed = 128 + 9; // SIGKILL
    private const int Aborted = 128 + 6; // SIGABRT
    private const int Crashed = 128 + 11; // SIGSEGV

    // Of the native parts of the runtime; and the type or resource of the exception.
    private static readonly string[] MemoryMessages = ["out of memory", "OutOfMemory"];

    /// <summary>Explains an end.</summary>
    /// <param name="exitCode">The exit code; 128 and the signal if a signal ended the process.</param>
    /// <param name="errors">What it printed to standard error.</param>
    public static ScannerEnd Of(int exitCode, OutputTail errors)
    {
        // The cause comes before a stack, which can be longer than the last lines.
        var all = errors.AllLines();

        // The runtime of native programs prints all other causes: without memory for an exception, it only aborts.
        var isSilent = exitCode == Aborted && all.IsEmpty;
        var end = exitCode switch
        {
            Killed => "it was killed",
            Aborted when isSilent => "it crashed without a message, as its runtime does when memory is exhausted",
            Aborted or Crashed => "it crashed",
            _ => string.Create(CultureInfo.InvariantCulture, $"it ended with status {exitCode}"),
        };
        var lines = string.Join("; ", errors.Lines());
        return new ScannerEnd(
            lines.Length == 0 ? end : $"{end}: {lines}",
            isSilent || all.Any(line => MemoryMessages.Any(text => line.Contains(text, StringComparison.OrdinalIgnoreCase))));
    }
}
