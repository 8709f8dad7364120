using System.Globalization;
using System.Text;
using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;

namespace Imaginator.Plugins.LocalStore.Layout;

/// <summary>The file that identifies a directory as a store and contains its version.</summary>
internal static class StoreVersion
{
    /// <summary>The temporary name of the file, which <see cref="DurableFile"/> uses.</summary>
    public const string NewName = "format.new";

    private const int Current = 1;
    private const int MaximumLength = 256;
    private const string Prefix = "imaginator image store, version ";

    public static void Write(string storePath, string name) => DurableFile.Replace(
        Path.Combine(storePath, name), Encoding.ASCII.GetBytes($"{Prefix}{Current}\n"), (UnixFileMode)FileModes.Mode0600);

    /// <summary>Rejects a store with an unknown version.</summary>
    public static void Check(DirectoryHandle root, string name, string path)
    {
        Span<byte> bytes = stackalloc byte[MaximumLength];
        using var file = root.OpenFile(name);
        var text = Encoding.ASCII.GetString(bytes[..RandomAccess.Read(file, bytes, 0)]).Trim();
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)
            || !int.TryParse(text[Prefix.Length..], CultureInfo.InvariantCulture, out var version))
        {
            throw new ImageStoreException(
                ImageStoreError.Unreachable, $"cannot open store {path}: its file \"{name}\" is not that of an image store; use the directory of a store");
        }

        if (version != Current)
        {
            throw new ImageStoreException(
                ImageStoreError.Unreachable,
                $"cannot open store {path}: its version is {version}, but this program supports version {Current}; upgrade the program");
        }
    }
}
