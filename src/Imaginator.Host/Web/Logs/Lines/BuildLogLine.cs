namespace Imaginator.Host.Web.Logs.Lines;

/// <summary>A line of a build log.</summary>
internal readonly ref struct BuildLogLine
{
    /// <summary>The number, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The position of its first byte in the log.</summary>
    public required long Offset { get; init; }

    /// <summary>The bytes without the line end; at most <see cref="LogScanner.MaximumLineLength"/>.</summary>
    public required ReadOnlySpan<byte> Text { get; init; }

    /// <summary>The number of bytes that are left out of <see cref="Text"/>.</summary>
    public required long Omitted { get; init; }

    /// <summary>The time at which the line began; null if it is not known.</summary>
    public required DateTimeOffset? At { get; init; }

    /// <summary>The stages that begin with the line; only the last one has output.</summary>
    public required List<string> Stages { get; init; }
}
