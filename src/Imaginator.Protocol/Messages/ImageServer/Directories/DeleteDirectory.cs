namespace Imaginator.Protocol.Messages.ImageServer.Directories;

/// <summary>The request of <c>DeleteDirectory</c>.</summary>
public sealed record DeleteDirectoryRequest
{
    public string DirectoryName { get; init; } = "";
}

/// <summary>The response of <c>DeleteDirectory</c>.</summary>
public sealed record DeleteDirectoryResponse
{
    public string Error { get; init; } = "";
}
