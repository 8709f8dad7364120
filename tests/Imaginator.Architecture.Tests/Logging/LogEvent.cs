using Microsoft.Extensions.Logging;

namespace Imaginator.Architecture.Tests.Logging;

/// <summary>A message that the product can log.</summary>
/// <param name="Part">The assembly, and the folder at the top where it matters, for instance <c>imaginator Queue</c>.</param>
/// <param name="Name">The method that logs it, with its class.</param>
internal sealed record LogEvent(int Id, LogLevel Level, string Template, string Part, string Name);
