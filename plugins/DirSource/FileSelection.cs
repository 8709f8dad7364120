using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Imaginator.Manifests;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Plugins.DirSource;

/// <summary>Copies single files of a manifest tree, those that links inside the tree lead to included.</summary>
/// <param name="request">Which files, and where to.</param>
/// <param name="limits">How much may be copied.</param>
/// <param name="cancellationToken">Stops the copy half-way.</param>
internal sealed class FileSelection(ManifestRequest request, CopyLimits limits, CancellationToken cancellationToken)
{
    private const uint DirectoryMode = 0x1ED;
    private const uint FileMode = 0x1A4;

    private long _left = limits.MaximumBytes;

    /// <summary>Copies the files that there are.</summary>
    /// <param name="source">The tree.</param>
    /// <exception cref="ManifestFetchException">They are too large, or cannot be written.</exception>
    public void Run(TreeRoot source)
    {
        using var target = TreeRoot.OpenManifest(request.TargetDirectory);
        foreach (var path in request.OnlyFiles)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var file = TryOpen(source, $"{request.Directory}/{path}");
            if (file is not null)
            {
                Copy(file, target, path);
            }
        }
    }

    private void Copy(SafeFileHandle file, TreeRoot target, string path)
    {
        if (FileHandles.GetStatus(file).Size > _left)
        {
            throw TooLarge();
        }

        try
        {
            var slash = path.LastIndexOf('/');
            using var directory = target.MakeDirectories(slash < 0 ? "" : path[..slash], DirectoryMode);
            using var copy = directory.CreateFile(path[(slash + 1)..], FileMode);
            _left -= FileContents.Copy(file, copy, 0, _left, cancellationToken);
        }
        catch (LinuxException e)
        {
            throw new ManifestFetchException(
                ManifestFetchError.Unreachable, $"The manifest {request.DisplayUrl} cannot be copied: {e.Error.Describe()}", e);
        }
    }

    // What is not there is no error, nor is what cannot be read: whoever builds is told.
    private static SafeFileHandle? TryOpen(TreeRoot source, string path)
    {
        try
        {
            return source.OpenFile(path);
        }
        catch (LinuxException)
        {
            return null;
        }
    }

    private ManifestFetchException TooLarge() => new(
        ManifestFetchError.TooLarge,
        $"The manifest {request.DisplayUrl} is too large: its files have more than {limits.MaximumBytes} bytes.");
}
