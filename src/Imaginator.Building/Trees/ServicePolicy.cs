using System.Text;
using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Trees;

/// <summary>
/// The file <c>/usr/sbin/policy-rc.d</c>, which the tools of Debian ask before they start, stop or reload a service. While
/// commands run, an image without such a file has one that forbids everything: maintainer scripts get status 0.
/// </summary>
/// <remarks>
/// A file that the image has, or that a manifest, a package or a script brings, decides instead and stays. A package that
/// brings its file as an alternative finds ours in the way (update-alternatives replaces only links), so its link is made
/// here.
/// </remarks>
internal static class ServicePolicy
{
    private const string Parent = "/usr/sbin";
    private const string Name = "policy-rc.d";
    private const string Path = Parent + "/" + Name;
    private const string AlternativesDirectory = "/etc/alternatives";

    private static readonly byte[] Contents = Encoding.ASCII.GetBytes(
        """
        #!/bin/sh
        # Made by Imaginator for the time of a build: no service starts.
        exit 101

        """);

    /// <summary>Puts the file into a tree that has none. A tree without <c>/usr/sbin</c> is not changed.</summary>
    public static void Install(TreeRoot tree)
    {
        using var directory = TryOpen(tree, Parent);
        if (directory is null)
        {
            return;
        }

        if (directory.TryGetStatus(Name) is null)
        {
            FileReplacement.WriteFile(directory, Name, FileModes.Mode0755, file => RandomAccess.Write(file, Contents, 0));
        }

        LinkAlternative(tree, directory);
    }

    /// <summary>Removes the file if it is the one that was put there.</summary>
    public static void Remove(TreeRoot tree)
    {
        using var directory = TryOpen(tree, Parent);
        if (directory is not null)
        {
            LinkAlternative(tree, directory);
            TemporaryFiles.RemoveIfUnchanged(tree, Path, Contents);
        }
    }

    private static void LinkAlternative(TreeRoot tree, DirectoryHandle directory)
    {
        using var alternatives = TryOpen(tree, AlternativesDirectory);
        if (alternatives?.TryGetStatus(Name) is not null && TemporaryFiles.IsUnchanged(tree, Path, Contents))
        {
            FileReplacement.MakeLink(directory, Name, $"{AlternativesDirectory}/{Name}");
        }
    }

    private static DirectoryHandle? TryOpen(TreeRoot tree, string path)
    {
        try
        {
            return tree.TryOpenDirectory(path);
        }
        catch (LinuxException e) when (e.Error is Errno.ENOTDIR or Errno.ELOOP)
        {
            return null;
        }
    }
}
