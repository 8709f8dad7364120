using Imaginator.Host;
using Imaginator.Hosting.Programs;

return await ProgramRunner.RunAsync(ImaginatorProgram.Describe(), args);
