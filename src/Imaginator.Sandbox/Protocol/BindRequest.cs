namespace Imaginator.Sandbox.Protocol;

/// <summary>A directory of the host to show inside.</summary>
/// <param name="HostPath">Where it is on the host.</param>
/// <param name="PathBelow">A path below that, in which symbolic links are refused; may be empty.</param>
/// <param name="MountPoint">Where it is shown; an absolute path inside the root.</param>
/// <param name="Writable">Whether it may be written to.</param>
internal sealed record BindRequest(string HostPath, string PathBelow, string MountPoint, bool Writable);
