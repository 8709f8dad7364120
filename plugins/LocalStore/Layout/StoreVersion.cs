using System.Globalization;
using System.Text;
using Imaginator.ImageStores;
using Imaginator.Linux.Trees;

namespace Imaginator.Plugins.LocalStore.Layout;

/// <summary>The file that says that a directory is a store, and of which version.</summary>
internal static class StoreVersion
{
    /// <summary>Under this name the file is written before it gets its own.</summary>
    public const string NewName = "format.new";

    private const int Current = 1;
    private const int LongestFile = 256;
    private const uint Permissions = 0x180;
    private const string Prefix = "imaginator image store, version ";

    public static void Write(DirectoryHandle root, string name)
    {
        if (root.TryGetStatus(NewName) is not null)
        {
            root.Unlink(NewName);
        }

        using (var file = root.CreateFile(NewName, Permissions))
        {
            RandomAccess.Write(file, Encoding.ASCII.GetBytes($"{Prefix}{Current}\n"), 0);
        }

        root.Rename(NewName, root, name);
    }

    /// <summary>Refuses a store that this program does not understand.</summary>
    public static void Check(DirectoryHandle root, string name, string path)
    {
        Span<byte> bytes = stackalloc byte[LongestFile];
        using var file = root.OpenFile(name);
        var text = Encoding.ASCII.GetString(bytes[..RandomAccess.Read(file, bytes, 0)]).Trim();
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)
            || !int.TryParse(text[Prefix.Length..], CultureInfo.InvariantCulture, out var version))
        {
            throw new ImageStoreException(
                ImageStoreError.Unreachable, $"{path} is no image store: its file \"{name}\" does not say so; name the directory of a store");
        }

        if (version != Current)
        {
            throw new ImageStoreException(
                ImageStoreError.Unreachable,
                $"{path} is an image store of version {version}, this program knows version {Current}: update the program");
        }
    }
}
