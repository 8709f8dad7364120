namespace Imaginator.Protocol.Messages.ImageServer.Directories;

/// <summary>What <c>DeleteDirectory</c> is asked.</summary>
public sealed record DeleteDirectoryRequest
{
    public string DirectoryName { get; init; } = "";
}

/// <summary>What <c>DeleteDirectory</c> answers.</summary>
public sealed record DeleteDirectoryResponse
{
    public string Error { get; init; } = "";
}
