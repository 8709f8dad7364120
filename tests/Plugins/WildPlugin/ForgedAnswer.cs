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
    public static void Write(byte type, string contents) => Write((type, contents));

    /// <summary>Writes frames, at once: nothing that the fetcher writes comes between them.</summary>
    public static void Write(params (byte Type, string Contents)[] frames)
    {
        using var output = Console.OpenStandardOutput();
        output.Write([.. frames.SelectMany(frame => Encode(frame.Type, Encoding.UTF8.GetBytes(frame.Contents)))]);
    }

    private static byte[] Encode(byte type, byte[] contents)
    {
        var length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, contents.Length);
        return [type, .. length, .. contents];
    }
}
