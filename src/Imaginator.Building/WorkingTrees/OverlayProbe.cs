using Imaginator.Building.Sandboxing.Users;
using Imaginator.Building.Trees;
using Imaginator.Building.Workspaces;
using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Mounts;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.WorkingTrees;

/// <summary>Tests the features of overlays that builds rely on, with a small tree.</summary>
internal static class OverlayProbe
{
    private const uint Permissions = FileModes.Mode0700;

    /// <summary>Tests overlays.</summary>
    /// <param name="ids">The map with which overlays show their ids; null for none.</param>
    /// <exception cref="IOException">The probe cannot create directories.</exception>
    public static OverlaySupport Run(string lowerPath, WorkspaceRoot workspaces, IdMap? ids)
    {
        using var workspace = workspaces.Create();
        using var lowerParent = DirectoryHandle.OpenHost(lowerPath);
        using var upperParent = DirectoryHandle.OpenHost(workspace.Path);
        if (lowerParent.GetStatus().Device != upperParent.GetStatus().Device)
        {
            return new OverlaySupport(
                $"{lowerParent.DisplayPath} and {upperParent.DisplayPath} are on different file systems", false, ids);
        }

        if (!Environment.IsPrivilegedProcess)
        {
            return new OverlaySupport("mounting requires root", false, ids);
        }

        var withVolatile = TryOnce(upperParent, isVolatile: true, ids);
        return withVolatile is null
            ? new OverlaySupport(null, IsVolatile: true, ids)
            : new OverlaySupport(TryOnce(upperParent, isVolatile: false, ids), IsVolatile: false, ids);
    }

    // Null if everything works.
    private static string? TryOnce(DirectoryHandle parent, bool isVolatile, IdMap? ids)
    {
        const string Name = "probe";
        parent.MakeDirectory(Name, Permissions);
        try
        {
            using var directory = parent.OpenDirectory(Name);
            using var lower = Make(directory, "lower");
            using var upper = Make(directory, "upper");
            directory.MakeDirectory("work", Permissions);
            Fill(lower);
            using var mount = OverlayMount.Create(lower, directory, "upper", "work", isVolatile, ids);
            using var root = mount.OpenRoot(upper.DisplayPath, ids is null ? IdShift.None : IdMap.Shift);

            // A sandbox gets a separate mount.
            using var copy = DetachedMount.Copy(root);
            if (FindFault(root) is { } fault)
            {
                return fault;
            }

            // Tests run in an overlay over the overlay.
            directory.MakeDirectory("upper2", Permissions);
            directory.MakeDirectory("work2", Permissions);
            using var stacked = OverlayMount.Create(root, directory, "upper2", "work2", isVolatile, ids, isStacked: true);
            using var top = stacked.OpenRoot(upper.DisplayPath, root.Shift);
            top.Unlink("file");
            return root.TryGetStatus("file") is null ? "overlays over overlays do not work here" : null;
        }
        catch (LinuxException e)
        {
            return e.Message;
        }
        finally
        {
            TreeRemover.Remove(parent, Name, CancellationToken.None);
        }
    }

    private static DirectoryHandle Make(DirectoryHandle parent, string name)
    {
        parent.MakeDirectory(name, Permissions);
        return parent.OpenDirectory(name);
    }

    private static void Fill(DirectoryHandle lower)
    {
        lower.CreateFile("file", FileModes.Mode0600).Dispose();
        lower.Link(lower, "file", "link");
        lower.CreateFile("removed", FileModes.Mode0600).Dispose();
        using var directory = Make(lower, "directory");
        directory.CreateFile("inside", FileModes.Mode0600).Dispose();
    }

    private static string? FindFault(DirectoryHandle root)
    {
        using (var file = root.OpenFileForWriting("file"))
        {
            RandomAccess.Write(file, "x"u8, 0);
        }

        root.SetExtendedAttribute("file", new ExtendedAttribute("security.capability", Capability));

        if (root.TryGetStatus("link") is not { Size: 1, LinkCount: 2 })
        {
            return "overlays break hard links here (index=on has no effect)";
        }

        root.Rename("directory", root, "renamed");
        using (var renamed = root.OpenDirectory("renamed"))
        {
            if (renamed.TryGetStatus("inside") is null)
            {
                return "overlays lose the contents of renamed directories here (redirect_dir=on has no effect)";
            }
        }

        root.Unlink("removed");
        return root.ReadEntries() is ["file", "link", "renamed"]
            ? null
            : "overlays show removed files here (the file system has no entry types)";
    }

    // cap_net_raw+ep, as ping has it.
    private static byte[] Capability => [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
}
