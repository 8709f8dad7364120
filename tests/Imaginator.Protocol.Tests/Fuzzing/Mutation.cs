namespace Imaginator.Protocol.Tests.Fuzzing;

/// <summary>Damages bytes in the ways that find faults in parsers.</summary>
internal static class Mutation
{
    private static readonly byte[][] Interesting =
    [
        [0x00], [0x7F], [0x80], [0xFF], [0xFF, 0x80], [0xF8, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        [0xF8, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0xFC, 0x7F, 0xFF, 0xFF, 0xFF], [0x0A], [0x0D, 0x0A],
    ];

    public static byte[] Apply(ReadOnlySpan<byte> original, ReadOnlySpan<byte> other, Random random)
    {
        var bytes = new List<byte>(original.Length + 64);
        bytes.AddRange(original);
        for (var count = random.Next(1, 6); count > 0 && bytes.Count > 0; count--)
        {
            var position = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 32), bytes.Count - position);
            switch (random.Next(7))
            {
                case 0:
                    bytes[position] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[position] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(position, length);
                    break;
                case 3:
                    bytes.InsertRange(position, bytes.GetRange(position, length));
                    break;
                case 4:
                    bytes.RemoveRange(position, bytes.Count - position);
                    break;
                case 5:
                    bytes.InsertRange(position, Interesting[random.Next(Interesting.Length)]);
                    break;
                default:
                    var from = random.Next(other.Length);
                    bytes.InsertRange(position, other.Slice(from, Math.Min(length, other.Length - from)));
                    break;
            }
        }

        return [.. bytes];
    }
}
