using System.Collections.Immutable;
using Imaginator.Files;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Trees;

/// <summary>The scripts of one directory of a manifest, put into an image to be run; disposing removes them.</summary>
internal sealed class ScriptsDirectory : IDisposable
{
    private const string DirectoryName = ".scripts";
    private const uint ScriptPermissions = FileModes.Mode0755;

    private readonly TreeRoot _image;

    private ScriptsDirectory(TreeRoot image, ImmutableArray<string> names)
    {
        _image = image;
        Paths = [.. names.Select(name => $"/{DirectoryName}/{name}")];
    }

    /// <summary>The paths of the scripts in the image, in the order in which they are to run.</summary>
    public ImmutableArray<string> Paths { get; }

    /// <summary>Copies scripts to <c>/.scripts</c> in an image, with mode 0755.</summary>
    /// <param name="names">Their names, in the order in which they are to run.</param>
    /// <param name="image">
    /// The image; it must outlive the scripts. Anything at <c>/.scripts</c> is removed first: a link there is never
    /// followed.
    /// </param>
    /// <param name="cancellationToken">Stops the copy; nothing remains then.</param>
    /// <exception cref="ImaginatorException">The old <c>/.scripts</c> cannot be removed.</exception>
    /// <exception cref="IOException">A script cannot be copied.</exception>
    public static ScriptsDirectory Install(
        TreeRoot manifest,
        string directory,
        ImmutableArray<string> names,
        TreeRoot image,
        CancellationToken cancellationToken)
    {
        TreeRemover.Remove(image.Directory, DirectoryName, cancellationToken);
        var scripts = new ScriptsDirectory(image, names);
        try
        {
            image.Directory.MakeDirectory(DirectoryName, ImagePaths.DirectoryPermissions);
            using var source = manifest.OpenDirectory(directory);
            using var target = image.Directory.OpenDirectory(DirectoryName);
            foreach (var name in names)
            {
                using var script = source.OpenFile(name);
                FileReplacement.WriteFile(target, name, ScriptPermissions, file =>
                    FileContents.Copy(script, file, 0, long.MaxValue, cancellationToken));
            }

            return scripts;
        }
        catch
        {
            scripts.Dispose();
            throw;
        }
    }

    /// <summary>Removes <c>/.scripts</c> with all present contents.</summary>
    /// <exception cref="ImaginatorException">
    /// The scripts cannot be removed. Then the image must not be published.
    /// </exception>
    public void Dispose() => TreeRemover.Remove(_image.Directory, DirectoryName, CancellationToken.None);
}
