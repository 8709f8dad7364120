using System.Globalization;
using System.Text;

namespace Imaginator.Host.Images.Tar;

/// <summary>
/// A record of an extended header of a tar archive: <c>LENGTH KEYWORD=VALUE</c> and the end of the line, where the length includes itself
/// (POSIX.1-2017, pax Extended Header). Values can have any bytes.
/// </summary>
internal sealed record PaxRecord(byte[] Keyword, ReadOnlyMemory<byte> Value)
{
    // The space, the equals sign and the end of the line.
    private const int Separators = 3;

    private static readonly byte[] EqualsSign = [(byte)'='];
    private static readonly byte[] EndOfLine = [(byte)'\n'];

    /// <summary>The length of the whole record in bytes.</summary>
    public int Length
    {
        get
        {
            var rest = Keyword.Length + Value.Length + Separators;
            return rest + DigitsOf(rest + DigitsOf(rest));
        }
    }

    public static PaxRecord Of(string keyword, ReadOnlyMemory<byte> value) => new(Encoding.ASCII.GetBytes(keyword), value);

    public static PaxRecord Of(string keyword, string value) => Of(keyword, Encoding.ASCII.GetBytes(value));

    public static PaxRecord Of(string keyword, ulong value) => Of(keyword, value.ToString(CultureInfo.InvariantCulture));

    public async Task WriteAsync(Stream output, CancellationToken cancellationToken)
    {
        await output.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Length} ")), cancellationToken);
        await output.WriteAsync(Keyword, cancellationToken);
        await output.WriteAsync(EqualsSign, cancellationToken);
        await output.WriteAsync(Value, cancellationToken);
        await output.WriteAsync(EndOfLine, cancellationToken);
    }

    private static int DigitsOf(int number) => number.ToString(CultureInfo.InvariantCulture).Length;
}
