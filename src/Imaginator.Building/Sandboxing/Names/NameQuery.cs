using System.Buffers.Binary;
using System.Text;

namespace Imaginator.Building.Sandboxing.Names;

/// <summary>A query for a name, as RFC 1035 (section 4) describes it.</summary>
/// <param name="Message">The whole query.</param>
/// <param name="QuestionEnd">Where the question ends in the query.</param>
/// <param name="Name">The name in lower case, without a dot at the end.</param>
/// <param name="Type">The requested type of records.</param>
internal readonly record struct NameQuery(ReadOnlyMemory<byte> Message, int QuestionEnd, string Name, ushort Type)
{
    /// <summary>The type of records with an IPv4 address (A).</summary>
    public const ushort AddressIPv4 = 1;

    /// <summary>The type of records with a name (PTR).</summary>
    public const ushort Pointer = 12;

    /// <summary>The type of records with an IPv6 address (AAAA).</summary>
    public const ushort AddressIPv6 = 28;

    /// <summary>The code of an answer whose server failed.</summary>
    public const int ServerFailure = 2;

    /// <summary>The code of an answer whose server does not answer such queries.</summary>
    public const int Refused = 5;

    private const int HeaderLength = 12;
    private const int FlagsOffset = 2;
    private const int QuestionCountOffset = 4;
    private const int AnswerCountOffset = 6;
    private const int MaximumNameLength = 255;
    private const ushort IsResponse = 0x8000;
    private const ushort KeptFlags = 0x7900; // operation and "recursion desired"
    private const ushort RecursionAvailable = 0x0080;
    private const ushort CodeMask = 0x000F;
    private const uint TimeToLive = 0; // not to be remembered

    /// <summary>Parses a query; null if it is not one with a single question.</summary>
    public static NameQuery? TryParse(ReadOnlyMemory<byte> message)
    {
        var bytes = message.Span;
        if (bytes.Length < HeaderLength
            || (BinaryPrimitives.ReadUInt16BigEndian(bytes[FlagsOffset..]) & IsResponse) != 0
            || BinaryPrimitives.ReadUInt16BigEndian(bytes[QuestionCountOffset..]) != 1)
        {
            return null;
        }

        var name = new StringBuilder();
        var at = HeaderLength;
        while (at < bytes.Length && bytes[at] != 0)
        {
            // A length above 63 would be a reference, which a question does not contain.
            int length = bytes[at];
            if (length > 63 || at + 1 + length > bytes.Length || name.Length + length > MaximumNameLength)
            {
                return null;
            }

            name.Append(name.Length == 0 ? "" : ".").Append(Encoding.Latin1.GetString(bytes.Slice(at + 1, length)));
            at += 1 + length;
        }

        // The zero, the type and the class.
        return at + 5 > bytes.Length
            ? null
            : new NameQuery(
                message, at + 5, name.ToString().ToLowerInvariant(), BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 1)..]));
    }

    /// <summary>Makes an answer with one record, or without records.</summary>
    public byte[] Answer(ReadOnlySpan<byte> record, int code = 0)
    {
        const int RecordHeaderLength = 12;
        var answer = new byte[QuestionEnd + (record.IsEmpty ? 0 : RecordHeaderLength + record.Length)];
        Message.Span[..QuestionEnd].CopyTo(answer);
        var flags = BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(FlagsOffset)) & KeptFlags;
        BinaryPrimitives.WriteUInt16BigEndian(
            answer.AsSpan(FlagsOffset), (ushort)(flags | IsResponse | RecursionAvailable | (code & CodeMask)));

        // Without the additional records of the query.
        answer.AsSpan(AnswerCountOffset, HeaderLength - AnswerCountOffset).Clear();
        if (record.IsEmpty)
        {
            return answer;
        }

        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(AnswerCountOffset), 1);
        var header = answer.AsSpan(QuestionEnd);
        BinaryPrimitives.WriteUInt16BigEndian(header, 0xC000 | HeaderLength); // the name of the question
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], Type);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], 1); // Internet
        BinaryPrimitives.WriteUInt32BigEndian(header[6..], TimeToLive);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], (ushort)record.Length);
        record.CopyTo(header[RecordHeaderLength..]);
        return answer;
    }

    /// <summary>Gets the code of an answer.</summary>
    public static int CodeOf(ReadOnlySpan<byte> answer) =>
        answer.Length < HeaderLength ? ServerFailure : BinaryPrimitives.ReadUInt16BigEndian(answer[FlagsOffset..]) & CodeMask;
}
