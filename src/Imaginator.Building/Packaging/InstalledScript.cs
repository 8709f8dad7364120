using Imaginator.Files;
using Imaginator.Linux.Trees;
using Imaginator.Packagers;

namespace Imaginator.Building.Packaging;

/// <summary>The script <see cref="GenericPackager.Path"/> in the tree of an image, made by this product. Immutable.</summary>
internal sealed class InstalledScript
{
    // More than any packager type needs.
    private const long MaximumLength = 4 * 1024 * 1024;

    // The line of the template that names the packager type.
    private const string TypePrefix = "\n# the packager type \"";
    private const string TypeSuffix = "\"; changes are lost";

    // The verb of a packager type without a ListCommand.
    private const string ListsNothing = "\n    list)\n        exit 0\n";

    private readonly byte[] _content;

    private InstalledScript(byte[] content, string typeName, bool listsPackages)
    {
        _content = content;
        TypeName = typeName;
        ListsPackages = listsPackages;
    }

    /// <summary>The name of the packager type that the script was made from.</summary>
    public string TypeName { get; }

    /// <summary>Whether the packager type had a command that lists packages.</summary>
    public bool ListsPackages { get; }

    /// <summary>Reads the script.</summary>
    /// <param name="image">The tree.</param>
    /// <returns>The script; null if there is none, or another program made it.</returns>
    public static InstalledScript? Read(TreeRoot image)
    {
        byte[] content;
        try
        {
            using var file = image.OpenFile(GenericPackager.Path);
            var length = RandomAccess.GetLength(file);
            if (length > MaximumLength)
            {
                return null;
            }

            content = new byte[length];
            content = content[..RandomAccess.Read(file, content, 0)];
        }
        catch (IOException)
        {
            // Missing, or no file. The build tells about it when it calls the script.
            return null;
        }

        var text = FileName.Decode(content);
        var start = text.IndexOf(TypePrefix, StringComparison.Ordinal);
        var end = start < 0 ? -1 : text.IndexOf(TypeSuffix, start, StringComparison.Ordinal);
        return end < 0
            ? null
            : new InstalledScript(
                content, text[(start + TypePrefix.Length)..end], !text.Contains(ListsNothing, StringComparison.Ordinal));
    }

    /// <summary>Whether this product would make the same script from a packager type.</summary>
    public bool IsOf(PackagerType type) => GenericPackager.Render(TypeName, type).AsSpan().SequenceEqual(_content);
}
