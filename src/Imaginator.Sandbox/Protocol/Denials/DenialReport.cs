using System.Collections.Immutable;

namespace Imaginator.Sandbox.Protocol.Denials;

/// <summary>
/// The system calls that were denied while a command ran, by itself or by concurrent commands; sent before its
/// <see cref="ExitedReply"/>.
/// </summary>
/// <param name="Id">The id of the command.</param>
/// <param name="Denials">The denied calls and their numbers, at most <see cref="MaximumDenials"/>.</param>
/// <param name="Others">The number of denied calls that are not in the list.</param>
internal sealed record DenialReport(int Id, ImmutableArray<(Denial Denial, int Count)> Denials, int Others)
{
    /// <summary>The maximum number of different denied calls in a report.</summary>
    public const int MaximumDenials = 32;

    /// <summary>The maximum length of the payload of a report, in bytes.</summary>
    public const int MaximumLength = 16 * 1024;

    /// <summary>Whether nothing was denied.</summary>
    public bool IsEmpty => Denials.IsEmpty && Others == 0;

    public ReadOnlyMemory<byte> ToFrame()
    {
        var writer = new FrameWriter(FrameType.Denied);
        writer.Write(Id);
        writer.Write(Others);
        writer.Write(Denials.Length);
        foreach (var (denial, count) in Denials)
        {
            writer.Write(denial.Call);
            writer.Write(denial.Detail);
            writer.Write(denial.Program);
            writer.Write(count);
        }

        return writer.ToFrame();
    }

    /// <exception cref="ProtocolException">The payload is not a message of this type.</exception>
    public static DenialReport Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var id = reader.ReadInt32();
        var others = reader.ReadInt32();
        var count = reader.ReadCount();
        var denials = ImmutableArray.CreateBuilder<(Denial, int)>(count);
        for (var i = 0; i < count; i++)
        {
            var denial = new Denial(reader.ReadString(), reader.ReadString(), reader.ReadString());
            denials.Add((denial, reader.ReadInt32()));
        }

        reader.End();
        return new DenialReport(id, denials.MoveToImmutable(), others);
    }
}
