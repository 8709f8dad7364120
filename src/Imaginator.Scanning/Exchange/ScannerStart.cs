using Imaginator.Images;

namespace Imaginator.Scanning.Exchange;

/// <summary>The first message to a scanner process: the tree that it reads.</summary>
public sealed record ScannerStart
{
    private const int LongestPath = 4096;

    /// <summary>The host path of the root of the tree.</summary>
    public required string RootPath { get; init; }

    /// <summary>Whether the root shows its ids as those of a user namespace.</summary>
    public bool IsShifted { get; init; }

    /// <summary>The host path of the upper layer, if the tree is an overlay; otherwise empty.</summary>
    public string UpperPath { get; init; } = "";

    /// <summary>The host path of the work directory of the overlay.</summary>
    public string WorkPath { get; init; } = "";

    /// <summary>The user and group of the process.</summary>
    public required uint UserId { get; init; }

    /// <summary>Writes the message without the source image.</summary>
    public void Write(MessageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(RootPath);
        writer.Write(IsShifted);
        writer.Write(UpperPath);
        writer.Write(WorkPath);
        writer.Write((ulong)UserId);
    }

    /// <summary>Writes the source image of an overlay, which follows the message.</summary>
    public static void WriteSource(MessageWriter writer, FileSystemTree source)
    {
        ArgumentNullException.ThrowIfNull(source);
        SourceTreeCodec.Write(writer, source);
    }

    /// <summary>Reads the message without the source image.</summary>
    /// <exception cref="MessageException">The message is malformed.</exception>
    public static ScannerStart Read(MessageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new ScannerStart
        {
            RootPath = reader.ReadText(LongestPath),
            IsShifted = reader.ReadBoolean(),
            UpperPath = reader.ReadText(LongestPath),
            WorkPath = reader.ReadText(LongestPath),
            UserId = (uint)reader.ReadNumber(uint.MaxValue),
        };
    }

    /// <summary>Reads the source image.</summary>
    /// <exception cref="MessageException">That is not a tree.</exception>
    public static FileSystemTree ReadSource(MessageReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return SourceTreeCodec.Read(reader);
    }
}
