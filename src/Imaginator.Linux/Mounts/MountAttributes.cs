namespace Imaginator.Linux.Mounts;

/// <summary><c>struct mount_attr</c>: the changes that <c>mount_setattr</c> makes.</summary>
internal struct MountAttributes
{
    public ulong Set;
    public ulong Clear;
    public ulong Propagation;
    public ulong UserNamespace;
}
