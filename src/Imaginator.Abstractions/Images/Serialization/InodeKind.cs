namespace Imaginator.Images.Serialization;

/// <summary>The kinds of inodes in stored trees. The numbers are part of the format.</summary>
internal enum InodeKind : byte
{
    Regular = 1,
    Computed = 2,
    SymbolicLink = 3,
    Special = 4,
    Directory = 5,
}
