using System.Buffers;
using System.Text;

namespace Imaginator.Host.Images.Contents;

/// <summary>Tells text from other contents.</summary>
internal static class TextSample
{
    /// <summary>The number of bytes that decide.</summary>
    public const int Length = 8 * 1024;

    /// <summary>Whether bytes are text in UTF-8 without zero bytes. The last character can be incomplete.</summary>
    public static bool LooksLikeText(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Contains((byte)0))
        {
            return false;
        }

        while (!bytes.IsEmpty)
        {
            switch (Rune.DecodeFromUtf8(bytes, out _, out var length))
            {
                case OperationStatus.Done:
                    bytes = bytes[length..];
                    break;
                case OperationStatus.NeedMoreData:
                    return true;
                default:
                    return false;
            }
        }

        return true;
    }
}
