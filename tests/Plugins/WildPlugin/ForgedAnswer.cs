using System.Buffers.Binary;
using System.Text;

namespace Imaginator.TestPlugins;

/// <summary>Answers that a plugin under control of others writes itself, past the fetcher that it runs in.</summary>
internal static class ForgedAnswer
{
    public const byte Log = 18;
    public const byte Fetched = 19;

    /// <summary>Whether this process is a fetcher.</summary>
    public static bool IsPossible => Environment.GetCommandLineArgs() is [.., "fetcher"];

    /// <summary>Writes a frame.</summary>
    public static void Write(byte type, string contents)
    {
        var bytes = Encoding.UTF8.GetBytes(contents);
        var frame = new byte[5 + bytes.Length];
        frame[0] = type;
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(1), bytes.Length);
        bytes.CopyTo(frame, 5);
        using var output = Console.OpenStandardOutput();
        output.Write(frame);
    }
}
