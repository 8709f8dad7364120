using System.Text;
using Imaginator.Building.Trees;
using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Stages.Commands;

/// <summary>
/// What commands expect of a system and an image may lack: temporary directories, <c>localhost</c> without a network, and the
/// policy that no service starts. It is in the tree while commands run. What a command puts in its place stays; the rest is
/// removed.
/// </summary>
internal sealed class BuildScaffold
{
    private const string TemporaryDirectory = "/tmp";
    private const string HostsPath = "/etc/hosts";
    private const uint SharedPermissions = 0x3FF; // 01777

    private static readonly (string Path, uint Permissions)[] Directories =
    [
        ("/run", FileModes.Mode0755),
        (TemporaryDirectory, SharedPermissions),
        ("/var", FileModes.Mode0755),
        ("/var/tmp", SharedPermissions),
    ];

    private static readonly byte[] Hosts = Encoding.ASCII.GetBytes(
        "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n");

    private readonly TreeRoot _tree;
    private readonly List<string> _directories = [];
    private bool _hosts;
    private bool _ignoresRequests;

    private BuildScaffold(TreeRoot tree) => _tree = tree;

    /// <summary>Puts what is missing into a tree, which must outlive the result.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="isolated">Whether commands have no network, so that no name server tells them what <c>localhost</c> is.</param>
    public static BuildScaffold Raise(TreeRoot tree, bool isolated)
    {
        var scaffold = new BuildScaffold(tree);
        try
        {
            foreach (var (path, permissions) in Directories)
            {
                scaffold.MakeDirectory(path, permissions);
            }

            if (isolated)
            {
                scaffold.MakeHosts();
            }

            return scaffold;
        }
        catch
        {
            scaffold.Remove();
            throw;
        }
    }

    /// <summary>
    /// Lets requests to a running system be ignored: no service starts, unless the image or its manifest has a policy. Called
    /// before each command.
    /// </summary>
    public void IgnoreRequests()
    {
        _ignoresRequests = true;
        ServicePolicy.Install(_tree);
        CommandStandIns.Install(_tree);
    }

    /// <summary>Removes what is left of it.</summary>
    public void Remove()
    {
        if (_ignoresRequests)
        {
            ServicePolicy.Remove(_tree);
            CommandStandIns.Remove(_tree);
            _ignoresRequests = false;
        }

        if (_hosts)
        {
            TemporaryFiles.RemoveIfUnchanged(_tree, HostsPath, Hosts);
            _hosts = false;
        }

        for (; _directories.Count > 0; _directories.RemoveAt(_directories.Count - 1))
        {
            RemoveDirectory(_directories[^1]);
        }
    }

    private void MakeDirectory(string path, uint permissions)
    {
        try
        {
            if (_tree.TryOpenDirectory(path) is { } existing)
            {
                existing.Dispose();
                return;
            }

            using var parent = _tree.OpenParent(path, out var name);
            parent.MakeDirectory(name, permissions);
            _directories.Add(path);
        }
        catch (LinuxException e) when (e.Error is Errno.EEXIST or Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
        {
            // The image has a file or a dangling link with this path, which is part of its contents.
        }
    }

    private void MakeHosts()
    {
        try
        {
            using var directory = _tree.TryOpenDirectory("/etc");
            if (directory is not null && directory.TryGetStatus("hosts") is null)
            {
                FileReplacement.WriteFile(directory, "hosts", FileModes.Mode0644, file => RandomAccess.Write(file, Hosts, 0));
                _hosts = true;
            }
        }
        catch (LinuxException e) when (e.Error is Errno.ENOTDIR or Errno.ELOOP)
        {
            // The image has no such directory, but a file or a link that leads nowhere.
        }
    }

    private void RemoveDirectory(string path)
    {
        try
        {
            using var parent = _tree.OpenParent(path, out var name);
            if (path == TemporaryDirectory && parent.TryGetStatus(name)?.Type == FileType.Directory)
            {
                // Its contents never become part of an image.
                using var contents = parent.OpenDirectoryOnSameMount(name);
                TreeRemover.RemoveContents(contents, CancellationToken.None);
            }

            parent.RemoveDirectory(name);
        }
        catch (LinuxException e) when (e.Error is Errno.ENOENT or Errno.ENOTDIR or Errno.ENOTEMPTY or Errno.EEXIST or Errno.ELOOP)
        {
            // A command put something there or removed it, so it belongs to the image.
        }
    }
}
