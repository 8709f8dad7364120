using System.Collections.Immutable;
using Imaginator.Scanning.Filtering;

namespace Imaginator.Scanning.Exchange;

/// <summary>The task of a scanner process with its tree.</summary>
public sealed record ScanRequest
{
    private const int LongestLine = 1024 * 1024;

    /// <summary>Whether to find the paths that a scan leaves out, and not to scan.</summary>
    public bool FindsLeftOut { get; init; }

    /// <summary>Whether files of the tree may become objects.</summary>
    public bool ConsumesFiles { get; init; }

    /// <summary>The limits of the image.</summary>
    public ScanLimits Limits { get; init; } = ScanLimits.None;

    /// <summary>Selects the paths that are left out; null for none.</summary>
    public PathFilter? Filter { get; init; }

    /// <summary>Writes the request.</summary>
    public void Write(MessageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(FindsLeftOut);
        writer.Write(ConsumesFiles);
        writer.Write((ulong)Limits.Bytes);
        writer.Write((ulong)Limits.Files);
        writer.Write(Filter is not null);
        if (Filter is not null)
        {
            writer.Write((ulong)Filter.Lines.Length);
            foreach (var line in Filter.Lines)
            {
                writer.Write(line);
            }
        }
    }

    /// <summary>Waits for a request.</summary>
    /// <returns>The request; null at the end.</returns>
    /// <exception cref="MessageException">That is not a request.</exception>
    public static ScanRequest? Read(MessageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return reader.TryReadByte() is not { } first
            ? null
            : new ScanRequest
            {
                FindsLeftOut = first != 0,
                ConsumesFiles = reader.ReadBoolean(),
                Limits = new ScanLimits((long)reader.ReadNumber(long.MaxValue), (long)reader.ReadNumber(long.MaxValue)),
                Filter = reader.ReadBoolean() ? PathFilter.Compile(ReadLines(reader)) : null,
            };
    }

    private static ImmutableArray<string> ReadLines(MessageReader reader)
    {
        var count = (int)reader.ReadNumber(FilterBudget.MaximumLines + 1);
        var lines = ImmutableArray.CreateBuilder<string>(count);
        for (var i = 0; i < count; i++)
        {
            lines.Add(reader.ReadText(LongestLine));
        }

        return lines.MoveToImmutable();
    }
}
