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
    /// <exception cref="IOException">The probe cannot create directories.</exception>
    public static OverlaySupport Run(string lowerPath, WorkspaceRoot workspaces)
    {
        using var workspace = workspaces.Create();
        using var lowerParent = DirectoryHandle.OpenHost(lowerPath);
        using var upperParent = DirectoryHandle.OpenHost(workspace.Path);
        if (lowerParent.GetStatus().Device != upperParent.GetStatus().Device)
        {
            return new OverlaySupport(
                $"{lowerParent.DisplayPath} and {upperParent.DisplayPath} are on different file systems", false);
        }

        if (!Environment.IsPrivilegedProcess)
        {
            return new OverlaySupport("mounting requires root", false);
        }

        var withVolatile = TryOnce(upperParent, isVolatile: true);
        return withVolatile is null
            ? new OverlaySupport(null, IsVolatile: true)
            : new OverlaySupport(TryOnce(upperParent, isVolatile: false), IsVolatile: false);
    }

    // Null if everything works.
    private static string? TryOnce(DirectoryHandle parent, bool isVolatile)
    {
        const string Name = "probe";
        parent.MakeDirectory(Name, Permissions);
        try
        {
            using var directory = parent.OpenDirectory(Name);
            using var lower = Make(directory, "lower");
            using var upper = Make(directory, "upper");
            using var work = Make(directory, "work");
            Fill(lower);
            using var mount = OverlayMount.Create(lower, upper, work, isVolatile);
            using var root = mount.OpenRoot(upper.DisplayPath);

            // A sandbox gets a separate mount.
            using var copy = DetachedMount.Copy(root);
            if (FindFault(root) is { } fault)
            {
                return fault;
            }

            // Tests run in an overlay over the overlay.
            using var upper2 = Make(directory, "upper2");
            using var work2 = Make(directory, "work2");
            using var stacked = OverlayMount.Create(root, upper2, work2, isVolatile, isStacked: true);
            using var top = stacked.OpenRoot(upper2.DisplayPath);
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
            FileHandles.SetExtendedAttribute(file, new ExtendedAttribute("security.capability", Capability));
        }

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
