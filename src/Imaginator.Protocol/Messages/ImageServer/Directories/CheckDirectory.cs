namespace Imaginator.Protocol.Messages.ImageServer.Directories;

/// <summary>The request of <c>CheckDirectory</c>.</summary>
public sealed record CheckDirectoryRequest
{
    public string DirectoryName { get; init; } = "";
}

/// <summary>The response of <c>CheckDirectory</c>.</summary>
public sealed record CheckDirectoryResponse
{
    public bool DirectoryExists { get; init; }
}
