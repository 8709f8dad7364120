using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Building.Trees;

/// <summary>
/// The <c>/etc/resolv.conf</c> of an image: the host's while packages are installed and scripts run, empty afterwards.
/// </summary>
/// <remarks>
/// If the file is a link in the image (systemd-resolved), the link is removed and restored afterwards, so that nothing
/// is written to its target. An image without <c>/etc</c> is not changed.
/// </remarks>
internal sealed class ResolverConfiguration
{
    private const string Parent = "/etc";
    private const string Name = "resolv.conf";
    private const uint Permissions = FileModes.Mode0644;
    private const int MaximumHostFileLength = 64 * 1024;

    private readonly TreeRoot _image;
    private readonly byte[] _contents;
    private readonly string? _link;

    private ResolverConfiguration(TreeRoot image, byte[] contents, string? link)
    {
        _image = image;
        _contents = contents;
        _link = link;
    }

    /// <summary>Copies the host's file into an image.</summary>
    /// <param name="image">The image; it must outlive the value that is returned.</param>
    /// <param name="hostPath">The host's file, usually <c>/etc/resolv.conf</c>. A missing file counts as empty.</param>
    /// <returns>The state that <see cref="Empty()"/> requires later.</returns>
    /// <exception cref="ImaginatorException">The image has a directory there.</exception>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public static ResolverConfiguration Install(TreeRoot image, string hostPath)
    {
        var contents = ReadHost(hostPath);
        string? link = null;
        using var directory = image.TryOpenDirectory(Parent);
        if (directory is not null)
        {
            switch (directory.TryGetStatus(Name)?.Type)
            {
                case FileType.Directory:
                    throw new ImaginatorException(
                        $"{Parent}/{Name} in the image is a directory; remove it, or make it a file or a link");
                case FileType.SymbolicLink:
                    link = directory.ReadSymbolicLink(Name);
                    break;
            }

            FileReplacement.WriteFile(directory, Name, Permissions, file => RandomAccess.Write(file, contents, 0));
        }

        return new ResolverConfiguration(image, contents, link);
    }

    /// <summary>
    /// Empties the file of an image whose build did not go through <see cref="Install"/> (a bootstrap command copies the
    /// host's). A link and an image without <c>/etc</c> are not changed.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Empty(TreeRoot image) => new ResolverConfiguration(image, [], link: null).Empty();

    /// <summary>
    /// Restores the link that the image had; otherwise empties the file. A link that the build created stays; its target
    /// is emptied if it still has the contents of the host.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Empty()
    {
        using var directory = _image.TryOpenDirectory(Parent);
        if (directory is null)
        {
            return;
        }

        switch (directory.TryGetStatus(Name)?.Type)
        {
            case FileType.Directory:
                break; // Made by the build, which so got rid of the host's file by itself.
            case FileType.SymbolicLink:
                EmptyTarget();
                break;
            default:
                if (_link is not null)
                {
                    FileReplacement.MakeLink(directory, Name, _link);
                }
                else
                {
                    FileReplacement.WriteFile(directory, Name, Permissions, static _ => { });
                }

                break;
        }
    }

    private void EmptyTarget()
    {
        if (_contents.Length == 0 || !LeadsToContents())
        {
            return;
        }

        using var directory = ImagePaths.MakeTargetParent(_image, $"{Parent}/{Name}", out var name);
        FileReplacement.WriteFile(directory, name, Permissions, static _ => { });
    }

    private bool LeadsToContents()
    {
        try
        {
            using var file = _image.OpenFile($"{Parent}/{Name}");
            return Read(file, _contents.Length + 1).AsSpan().SequenceEqual(_contents);
        }
        catch (LinuxException e) when (e.Error is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP or Errno.EINVAL or Errno.ENXIO)
        {
            return false; // A dangling link, or one to something that is not a regular file.
        }
    }

    private static byte[] ReadHost(string hostPath)
    {
        try
        {
            using var file = File.OpenHandle(hostPath);
            return Read(file, MaximumHostFileLength);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static byte[] Read(SafeFileHandle file, int maximumLength)
    {
        var buffer = new byte[maximumLength];
        var length = 0;
        while (length < buffer.Length && RandomAccess.Read(file, buffer.AsSpan(length), length) is > 0 and var read)
        {
            length += read;
        }

        return buffer[..length];
    }
}
