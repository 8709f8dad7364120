using System.Net.Http.Headers;

namespace Imaginator.Hosting.Configuration.Fetching;

/// <summary>The headers <c>ETag</c> and <c>Last-Modified</c> of a text on a web server; each is null if the server does not send it.</summary>
public sealed record ContentVersion(EntityTagHeaderValue? EntityTag, DateTimeOffset? LastModified);
