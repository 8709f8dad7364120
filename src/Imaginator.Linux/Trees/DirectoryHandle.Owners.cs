using Microsoft.Win32.SafeHandles;

namespace Imaginator.Linux.Trees;

/// <summary>Owners on mounts that show other ids than the disk has.</summary>
public sealed unsafe partial class DirectoryHandle
{
    /// <summary>
    /// Sets the owner of an open file of this directory. Clears set-uid and set-gid: set the mode afterwards.
    /// </summary>
    /// <param name="uid">The numeric owner.</param>
    public void SetOwner(SafeFileHandle file, uint uid, uint gid) =>
        FileHandles.SetOwner(file, Shift.ToMount(uid, DisplayPath), Shift.ToMount(gid, DisplayPath));

    // On a mount with a shift, root of the host is nobody, and so is the owner of what it creates.
    private void GiveToRoot(string name)
    {
        if (Shift.IsSet)
        {
            SetOwner(name, 0, 0);
        }
    }

    private void GiveToRoot(SafeFileHandle file)
    {
        if (Shift.IsSet)
        {
            SetOwner(file, 0, 0);
        }
    }
}
