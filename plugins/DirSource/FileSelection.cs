using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Imaginator.Manifests;
using Imaginator.Quantities;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Plugins.DirSource;

/// <summary>Copies single files of a manifest. Follows links that stay in the directory of the URL.</summary>
internal sealed class FileSelection(ManifestRequest request, CopyLimits limits, CancellationToken cancellationToken)
{
    private long _left = limits.MaximumBytes;

    /// <summary>Copies the existing files.</summary>
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
            using var directory = target.MakeDirectories(slash < 0 ? "" : path[..slash], FileModes.Mode0755);
            using var copy = directory.CreateFile(path[(slash + 1)..], FileModes.Mode0644);
            _left -= FileContents.Copy(file, copy, 0, _left, cancellationToken);
        }
        catch (LinuxException e)
        {
            throw new ManifestFetchException(
                ManifestFetchError.Unreachable, $"cannot copy manifest {request.DisplayUrl}: {e.Error.Describe()}", e);
        }
    }

    // Skips missing and unreadable files: the build itself reports them.
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
        $"manifest {request.DisplayUrl} is too large: its files exceed {ByteSize.Describe(limits.MaximumBytes)}; reduce the "
        + "manifest, or increase MaximumBytes in the settings of plugin DirSource");
}
