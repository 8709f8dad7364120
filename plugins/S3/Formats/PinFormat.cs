using Imaginator.Images.Serialization;
using Imaginator.Plugins.S3.Layout;
using Imaginator.Plugins.S3.Settings;

namespace Imaginator.Plugins.S3.Formats;

/// <summary>The format of leases of pinned images.</summary>
internal static class PinFormat
{
    private static ReadOnlySpan<byte> Magic => "imgs3pi\x01"u8;

    public static byte[] Write(IReadOnlyCollection<string> names) => SealedRecord.Write(Magic, output =>
    {
        output.WriteVarint((ulong)names.Count);
        foreach (var name in names)
        {
            output.WriteText(name);
        }
    });

    /// <summary>Reads the names of the images.</summary>
    /// <exception cref="ImageFormatException">The bytes are invalid.</exception>
    public static IReadOnlyList<string> Read(byte[] bytes) => SealedRecord.Read(bytes, Magic, input =>
    {
        var names = new string[input.ReadCount(1)];
        if (names.Length > StoreLimits.Images)
        {
            throw new ImageFormatException("it has too many names");
        }

        for (var i = 0; i < names.Length; i++)
        {
            names[i] = input.ReadText();
            if (!ImageNames.IsValid(names[i]))
            {
                throw new ImageFormatException("a name is invalid");
            }
        }

        return names;
    });
}
