namespace Imaginator.Linux.Containment;

/// <summary>The capabilities that this code uses, with the kernel's numbers.</summary>
public enum Capability
{
    ChangeOwner = 0,
    OverridePermissions = 1,
    ReadAnyFile = 2,
    ActAsFileOwner = 3,
    KeepSetIdBits = 4,
    Kill = 5,
    SetGroupId = 6,
    SetUserId = 7,
    TransferCapabilities = 8,
    BindLowPorts = 10,
    ChangeRoot = 18,
    Administer = 21,
    MakeDeviceNodes = 27,
    SetFileCapabilities = 31,
}
