namespace Imaginator.Linux.KernelPrograms;

/// <summary>The kernel functions that programs call, with the kernel's numbers.</summary>
internal static class KernelHelper
{
    public const int LookUpElement = 1; // bpf_map_lookup_elem
    public const int UpdateElement = 2; // bpf_map_update_elem
    public const int ReleaseSocket = 86; // bpf_sk_release
    public const int AssignSocket = 124; // bpf_sk_assign
}
